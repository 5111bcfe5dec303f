"""What is typed or sent in: answers of respondents, set-up, workbooks."""
