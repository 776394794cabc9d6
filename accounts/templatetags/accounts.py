"""Filters for names and numbers of people: ``{% load accounts %}``."""

from django import template

from accounts.people.masking import mask_email, mask_name, mask_phone

register = template.Library()
register.filter("masked_phone", mask_phone)
register.filter("masked_email", mask_email)
register.filter("masked_name", mask_name)
