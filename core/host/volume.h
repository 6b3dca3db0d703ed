/* volume.h - what lies below a folder: room left, and whether the volume is encrypted. No state. */
#ifndef SOHOA_VOLUME_H
#define SOHOA_VOLUME_H
#include <stdint.h>

enum sohoa_encrypted { SOHOA_ENCRYPTED_UNKNOWN = 0, SOHOA_ENCRYPTED_NO, SOHOA_ENCRYPTED_YES };
/* Bytes that may still be written there; UINT64_MAX: cannot be told. [any] */
uint64_t sohoa_volume_free(const char *folder);
/* Whether the folder's block device is, or lies on, one that dm-crypt (LUKS) encrypts. UNKNOWN: no
 * block device that the kernel tells of. [any] */
enum sohoa_encrypted sohoa_volume_encrypted(const char *folder);
/* The same for a device by its numbers, told by the kernel's tree at sys ("/sys"). [any] */
enum sohoa_encrypted sohoa_device_encrypted(const char *sys, unsigned major, unsigned minor);
const char *sohoa_encrypted_name(enum sohoa_encrypted encrypted); /* "yes" "no" "unknown" */
#endif
