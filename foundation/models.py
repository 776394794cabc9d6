"""The models of the foundation, gathered for Django."""

from foundation.audit.models import AuditEntry
from foundation.limits.models import RateWindow
from foundation.numbering.models import NumberSeries
from foundation.outbox.models import Delivery, OutboxEvent

__all__ = ["AuditEntry", "Delivery", "NumberSeries", "OutboxEvent", "RateWindow"]
