/* chance.h - chance that can be repeated: SplitMix64 (Steele, Lea, Flood, 2014). */
#ifndef CHANCE_H
#define CHANCE_H
#include <stdint.h>

struct chance {
    uint64_t state;
};
static inline uint64_t chance_next(struct chance *chance)
{
    uint64_t z = chance->state += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
}
static inline double chance_real(struct chance *chance, double low, double high)
{
    return low + (high - low) * (double)(chance_next(chance) >> 11) / 9007199254740992.0;
}
/* Both included. */
static inline int chance_int(struct chance *chance, int low, int high)
{
    return low + (int)(chance_next(chance) % (uint64_t)(high - low + 1));
}
#endif
