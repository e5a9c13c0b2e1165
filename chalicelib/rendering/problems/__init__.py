"""The texts of problems, field faults and warnings."""
