"""Who buys: the use, size, places, hardware and load that conditional terms and hosting are judged against."""

from weighbridge.buyer.context import Adaptation, Context, CustomAccelerator, HardwareProfile, Use, Workload

__all__ = ["Adaptation", "Context", "CustomAccelerator", "HardwareProfile", "Use", "Workload"]
