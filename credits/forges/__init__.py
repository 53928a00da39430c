"""The forges: HTTP in, frozen facts out. Knows no models, no settings, no Django; stores and judges nothing."""
