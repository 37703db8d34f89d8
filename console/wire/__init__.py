"""HTTP documents: our API's and each remote API's, with their converters to model."""
