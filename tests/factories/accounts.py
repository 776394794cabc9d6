"""People for tests."""

import factory

from accounts.models import Person


class PersonFactory(factory.django.DjangoModelFactory):
    """A resident with a phone number; the password is ``pass-word-123`` unless another is given."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    phone = factory.Sequence(lambda n: f"+86138{n:08d}")
    full_name = factory.Sequence(lambda n: f"林晓{chr(0x4E00 + n % 500)}")
    password = factory.django.Password("pass-word-123")
