// The one door to the test framework: Catch2 2.13 today, version 3 some day.
#pragma once

#include <catch2/catch.hpp>
