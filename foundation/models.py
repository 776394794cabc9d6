"""The models of the foundation, gathered for Django."""

from foundation.outbox.models import Delivery, OutboxEvent

__all__ = ["Delivery", "OutboxEvent"]
