"""Rankings as reports: what is said is gathered once, how it looks is one pure function a format."""

from weighbridge.report.content import ModelReport, Report, report_content
from weighbridge.report.formats import FORMATS, Format, rendered

__all__ = ["FORMATS", "Format", "ModelReport", "Report", "rendered", "report_content"]
