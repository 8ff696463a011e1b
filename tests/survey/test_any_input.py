"""Whatever is posted, in whatever order: a page comes back, never a failure, and the store agrees with a plain model."""

from __future__ import annotations

import string
import tempfile
from pathlib import Path
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from instruments import load
from survey import create_app, opening
from survey.questions.form import input_names
from survey.settings import Settings
from survey.store import interviews
from tests.survey.conftest import HERE, SECRET
from tests.survey.respondent import Respondent, check

EVERY_KIND = load.load(HERE / "every-kind.yaml")
EVERY_FORM = load.load(HERE / "every-form.yaml")
PLACES = [
    "/",
    "/every-kind/",
    "/every-kind/review",
    "/every-kind/withdraw",
    "/every-kind/done",
    *(f"/every-kind/question/{question.id}" for question in EVERY_KIND.questions),
]
NAMES = ["action", "csrf_token", "consent", "receipt", "submit_key", "media__other_text", *(q.id for q in EVERY_KIND.questions)]
VALUES = st.one_of(
    st.sampled_from(["", "0", "1", "2", "3", "4", "-1", "-2", "44", "next", "back", "exit", "language:en", "language:zz"]),
    st.text(max_size=30),
    st.text(alphabet=string.printable, max_size=30),
    st.integers().map(str),
)


def new_app(folder: str) -> Respondent:
    app = create_app(Settings(secret_key=SECRET, database_url=f"sqlite:///{folder}/survey.db"))
    for name in ("every-kind", "every-form"):
        opening.open_study(app.extensions["survey"].engine, str(HERE / f"{name}.yaml"), HERE / f"{name}-study.yaml")
    return Respondent(app)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.dictionaries(st.sampled_from(NAMES), st.lists(VALUES, max_size=3))), max_size=12
    )
)
def test_any_post_gives_a_page(posts: list[tuple[str, dict[str, list[str]]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        someone = new_app(folder)
        someone.start("every-kind", "en")
        token = someone.page.hidden["csrf_token"]
        for place, fields in posts:
            sent = someone.client.post(place, data={"csrf_token": token, **fields})
            assert sent.status_code in (200, 303, 400, 404), (place, fields)
            check(sent)
        someone.client.application.extensions["survey"].engine.dispose()


INPUTS = {question.id: sorted(input_names(question)) for question in EVERY_FORM.questions}


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(st.integers(0, 9), st.lists(VALUES, max_size=2), max_size=4), min_size=1, max_size=14))
def test_any_answer_to_any_kind_gives_a_page(pages: list[dict[int, list[str]]]) -> None:
    """The numbers are places among the inputs of whichever page comes: its order is the respondent's own."""
    with tempfile.TemporaryDirectory() as folder:
        someone = new_app(folder)
        someone.start("every-form", "kk")
        for filled in pages:
            names = [*INPUTS[Path(someone.path).name], "action", "unanswered"]
            fields = {names[place % len(names)]: values for place, values in filled.items()}
            token = someone.page.hidden["csrf_token"]
            sent = someone.client.post(someone.path, data={"csrf_token": token, **fields})
            assert sent.status_code in (200, 303, 400), fields
            check(sent)
            someone.get("/every-form/next")
            if someone.page.kind != "question":
                break
        someone.client.application.extensions["survey"].engine.dispose()


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from(["application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "text/plain", "x", ""]),
)
def test_any_bytes_give_a_page(body: bytes, content_type: str) -> None:
    sent = _ANYONE.client.post("/every-kind/", data=body, content_type=content_type)
    assert sent.status_code == 400
    check(sent)


_HEADERS = ["Origin", "Referer", "Host", "Cookie", "Content-Type", "Accept-Language", "Sec-Fetch-Site"]
_FORWARDED = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Port", "X-Forwarded-Prefix"]
_HEADER_VALUES = st.one_of(
    st.sampled_from(["http://[evil", "http://localhost", "[", "localhost:x", "session=;", "null", "text/plain; charset=x"]),
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["GET", "POST"]), st.dictionaries(st.sampled_from([*_HEADERS, *_FORWARDED]), _HEADER_VALUES, max_size=4))
def test_any_headers_give_a_page(method: str, headers: dict[str, str]) -> None:
    client = _ANYONE.client.application.test_client()
    page = check(client.get("/every-kind/"))
    assert page
    data = {**page.hidden, "consent": "x", "action": "next"} if method == "POST" else None
    sent = client.open("/every-kind/", method=method, data=data, headers=headers)
    assert sent.status_code in ((400,) if method == "POST" else (200, 400))
    check(sent)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40), st.text(max_size=20))
def test_any_address_gives_a_page(path: str, query: str) -> None:
    sent = _ANYONE.client.get("/" + quote(path, errors="surrogatepass"), query_string={"lang": query})
    assert sent.status_code in (200, 302, 303, 308, 400, 404)
    check(sent)


_FOLDER = tempfile.TemporaryDirectory()
_ANYONE = new_app(_FOLDER.name)


class Interviewing(RuleBasedStateMachine):
    """Answering, going back, switching the language, saving, going on elsewhere, leaving and submitting in any order,
    against a dictionary."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.someone = new_app(self.folder.name)
        self.answers: dict[str, str] = {}
        self.submitted = 0

    @initialize()
    def begin(self) -> None:
        self.someone.start("astana-2023", "kk")

    @property
    def buttons(self) -> st.SearchStrategy[str]:
        """Any button of the page but the one that leaves; most presses go on."""
        others = [button for button in self.someone.page.buttons if button not in ("exit", "next")]
        return st.one_of(st.just("next"), st.just("next"), st.sampled_from(others))

    @property
    def question(self) -> str:
        return Path(self.someone.path).name

    @precondition(lambda self: self.someone.page.kind == "question" and self.question != "q3_spheres")
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        button = data.draw(self.buttons)
        question, offered = self.question, self.someone.page.offered[self.question]
        code = data.draw(st.sampled_from([code for code in offered if code != "97"]))
        self.someone.press(button, **{question: code})
        self.answers[question] = code

    @precondition(lambda self: self.someone.page.kind == "question")
    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        button, question = data.draw(self.buttons), self.question
        self.someone.press(button)
        if button == "next":
            self.answers.setdefault(question, "-5")

    @precondition(lambda self: self.someone.page.kind == "resume")
    @rule(elsewhere=st.booleans())
    def go_on(self, elsewhere: bool) -> None:
        """From the page with the code: here, or in another browser, while this one is told so."""
        code, before = self.someone.page.receipt, self.someone
        if elsewhere:
            self.someone = Respondent(before.client.application)
            self.someone.get("/astana-2023/resume")
            self.someone.next(code=code)
            assert before.next().kind == "resume"
        else:
            self.someone.next()
        assert self.someone.page.kind in ("question", "review")

    @precondition(lambda self: self.someone.page.kind == "start")
    @rule()
    def come_back(self) -> None:
        self.someone.next(consent="1")

    @precondition(lambda self: self.someone.page.kind == "review")
    @rule(data=st.data())
    def review(self, data: st.DataObject) -> None:
        button = data.draw(self.buttons)
        self.someone.press(button)
        if button == "next":
            assert self.someone.page.kind == "done"
            self.submitted += 1
            self.someone.get("/astana-2023/")
            self.answers = {}

    @precondition(lambda self: self.someone.page.kind == "question")
    @rule()
    def leave(self) -> None:
        self.someone.press("exit")
        self.answers = {}
        self.someone.get("/astana-2023/")

    @invariant()
    def the_store_agrees(self) -> None:
        application = self.someone.client.application
        engine, keys = application.extensions["survey"].engine, application.extensions["survey"].keys
        with self.someone.client.session_transaction() as session:
            key = session.get("visits", {}).get("astana-2023", {}).get("key", "")
        found = interviews.find(engine, keys.token_hash(key, "astana-2023"))
        stored = {name: str(next(iter(answer.codes))) for name, answer in found.answers.items()} if found else {}
        assert stored == self.answers
        with engine.connect() as connection:
            complete = connection.exec_driver_sql("SELECT count(*) FROM response WHERE status = 'complete'").scalar()
        assert complete == self.submitted

    def teardown(self) -> None:
        self.someone.client.application.extensions["survey"].engine.dispose()
        self.folder.cleanup()


TestInterviewing = Interviewing.TestCase
TestInterviewing.settings = settings(max_examples=10, stateful_step_count=25, deadline=None)
