"""The documents of Scale's v6 job services, and their way into the model.

Shapes are those of Scale 7.2.2 (`job/serializers.py`, `recipe/serializers.py`), which differ from its
documentation. Every document keeps what it does not know, and nothing but a missing id makes it fail: an
odd value in one field must not hide a job.
"""
