"""What changes rows here: reports made and stored (`making`), previews before an announcement (`previews`)."""

from reports.actions.making import JOB, job_key, make, note_download, note_format, request

__all__ = ["JOB", "job_key", "make", "note_download", "note_format", "request"]
