"""One row per series of numbers."""

from django.db import models


class NumberSeries(models.Model):
    """The last number given out in one series. The row's lock is what makes numbers consecutive."""

    name = models.CharField(max_length=100, unique=True)
    last_number = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(last_number__gte=1), name="number_series_positive")]

    def __str__(self) -> str:
        return f"{self.name}: {self.last_number}"
