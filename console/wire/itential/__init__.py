"""The documents of Itential's two generations of API, and their way to our model.

``operations-manager`` (2021.2 to Platform 6) wraps what it says in an envelope, ``workflow_engine``
(2020.2 to 2022.x) says it bare; the job in it is the same document. Every field may be missing, null or of
another type.
"""
