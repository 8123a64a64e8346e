package enum PipePlaceholder {}
