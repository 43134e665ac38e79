"""weighbridge weighs open models against a buyer's policy before they are let in; start at `weighbridge.api`."""

__version__ = "0.1.0"
