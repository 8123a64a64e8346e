#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// glibc has no function for it, and Swift cannot call syscall(2). linux/ioprio.h: who 1 is a thread, 0 the calling one.
static inline long drivepipe_set_io_priority(int value) {
    return syscall(SYS_ioprio_set, 1, 0, value);
}

// With "process 0" Linux means the calling thread alone, whatever POSIX says (setpriority(2), C library/kernel differences).
static inline int drivepipe_set_nice(int value) {
    return setpriority(PRIO_PROCESS, 0, value);
}
