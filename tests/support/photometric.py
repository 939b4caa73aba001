"""Photometric files made of a function, and the light of road sections in plain Python."""
import math

CATCH = 5  # heights


def ies(path, cd, gammas, planes, lumens=-1, first="IESNA:LM-63-2002"):
    """Writes LM-63 from cd(H, gamma)."""
    lines = [first, "[MANUFAC] Maker", "[LUMINAIRE] Lamp", "TILT=NONE",
             f"1 {lumens} 1 {len(gammas)} {len(planes)} 1 2 0 0 0", "1 1 60",
             " ".join(map(repr, gammas)), " ".join(map(repr, planes))]
    lines += [" ".join(repr(cd(h, g)) for g in gammas) for h in planes]
    path.write_text("\n".join(lines) + "\n", encoding="ascii")
    return path


def ldt(path, cd_per_klm, gammas, planes, lumens):
    """Writes EULUMDAT without symmetry from cd/klm by C and gamma."""
    lines = ["Maker", "3", "0", str(len(planes)), "0", str(len(gammas)), "0", "r", "Lamp", "n", "f", "d"]
    lines += ["0"] * 9 + ["100", "80", "1", "0", "1", "1", "LED", str(lumens), "3000", "80", "60"] + ["0"] * 10
    lines += [repr(v) for v in (*planes, *gammas)]
    lines += [repr(cd_per_klm(c, g)).replace(".", ",") for c in planes for g in gammas]
    path.write_text("\r\n".join(lines) + "\r\n", encoding="ascii")
    return path


def batwing(c, gamma):
    """A road luminaire by C: strongest along the road at gamma 65, a little more ahead than behind."""
    if gamma >= 90:
        return 0.0
    along, ahead = abs(math.cos(math.radians(c))), math.sin(math.radians(c))
    wing = 3000 * along ** 2 * math.exp(-((gamma - 65) / 15) ** 2)
    return round((1500 + wing + 600 * ahead * math.sin(math.radians(gamma))) * math.cos(math.radians(gamma)), 3)


class Table:
    """The same interpolation as a definition: linear in both angles."""

    def __init__(self, cd, gammas, planes):
        self.gammas, self.planes = gammas, planes
        self.values = [[cd(c, g) for g in gammas] for c in planes]

    def __call__(self, c, gamma):
        if gamma > self.gammas[-1]:
            return 0.0
        i = max(k for k in range(len(self.planes) - 1) if self.planes[k] <= c)
        j = max(k for k in range(len(self.gammas) - 1) if self.gammas[k] <= gamma)
        t = (c - self.planes[i]) / (self.planes[i + 1] - self.planes[i])
        s = (gamma - self.gammas[j]) / (self.gammas[j + 1] - self.gammas[j])
        v = self.values
        return ((v[i][j] * (1 - s) + v[i][j + 1] * s) * (1 - t) + (v[i + 1][j] * (1 - s) + v[i + 1][j + 1] * s) * t)


def lux(table, lamp, p):
    """(x, y, h, over) of a lamp, where `over` is the unit vector of its C90; a point on the ground."""
    x, y, h, (ox, oy) = lamp
    dx, dy = p[0] - x, p[1] - y
    d = math.hypot(dx, dy)
    if d > CATCH * h:
        return 0.0
    c = math.degrees(math.atan2(dx * ox + dy * oy, dx * oy - dy * ox)) % 360
    return table(c, math.degrees(math.atan2(d, h))) * h / (h * h + d * d) ** 1.5


def section(table, lamps, x0, x1, width, lanes, maintenance):
    """E_av and E_min of a section of a straight road along y = 0, by EN 13201-3."""
    length = x1 - x0
    along = 10 if length <= 30 else math.ceil(length / 3 - 1e-9)
    in_lane = max(3, math.ceil(width / lanes / 1.5 - 1e-9) | 1)
    across = lanes * in_lane
    values = []
    for i in range(along):
        for j in range(across):
            p = (x0 + (i + 0.5) * length / along, width / 2 - (j + 0.5) * width / across)
            values.append(maintenance * sum(lux(table, lamp, p) for lamp in lamps))
    return sum(values) / len(values), min(values)
