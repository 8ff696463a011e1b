"""What the commands of `survey.commands` do, one module for each thing they are about."""
