"""What the experiments of a questionnaire say: split ballots and list experiments, as chapters of a report and as tables."""
