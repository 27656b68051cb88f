"""Numbers of the system calls by architecture, and which of them a locked-down worker may make."""

import os

# For each architecture: what the kernel's audit constant is, and the column of NUMBERS.
AUDIT_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_COLUMNS = {"x86_64": 0, "aarch64": 1}

# What numbers, arrays and files of a worker's own need. Calls that reach a path are bounded by Landlock; those that
# Landlock does not cover on every kernel (chmod, chown, utime, truncate, setxattr, mknod) are left out.
_FREE = """
read 0 63
write 1 64
readv 19 65
writev 20 66
pread64 17 67
pwrite64 18 68
preadv 295 69
pwritev 296 70
close 3 57
close_range 436 436
stat 4 -
fstat 5 80
lstat 6 -
newfstatat 262 79
statx 332 291
statfs 137 43
fstatfs 138 44
lseek 8 62
access 21 -
faccessat 269 48
faccessat2 439 439
getcwd 79 17
chdir 80 49
fchdir 81 50
mkdir 83 -
mkdirat 258 34
rmdir 84 -
unlink 87 -
unlinkat 263 35
rename 82 -
renameat 264 38
renameat2 316 276
link 86 -
linkat 265 37
symlink 88 -
symlinkat 266 36
readlink 89 -
readlinkat 267 78
getdents 78 -
getdents64 217 61
ftruncate 77 46
fallocate 285 47
fsync 74 82
fdatasync 75 83
fadvise64 221 223
flock 73 32
umask 95 166
sendfile 40 71
copy_file_range 326 285
dup 32 23
dup2 33 -
dup3 292 24
pipe 22 -
pipe2 293 59
select 23 -
pselect6 270 72
poll 7 -
ppoll 271 73
mmap 9 222
mprotect 10 226
munmap 11 215
mremap 25 216
madvise 28 233
msync 26 227
brk 12 214
membarrier 324 283
rt_sigaction 13 134
rt_sigprocmask 14 135
rt_sigreturn 15 139
rt_sigpending 127 136
rt_sigsuspend 130 133
rt_sigtimedwait 128 137
sigaltstack 131 132
pause 34 -
restart_syscall 219 128
getitimer 36 102
setitimer 38 103
alarm 37 -
nanosleep 35 101
clock_nanosleep 230 115
clock_gettime 228 113
clock_getres 229 114
gettimeofday 96 169
time 201 -
times 100 153
sched_yield 24 124
sched_getaffinity 204 123
sched_getparam 143 121
sched_getscheduler 145 120
sched_get_priority_max 146 125
sched_get_priority_min 147 126
getpriority 140 141
getcpu 309 168
getpid 39 172
getppid 110 173
gettid 186 178
getpgid 121 155
getpgrp 111 -
getsid 124 156
getuid 102 174
geteuid 107 175
getresuid 118 148
getgid 104 176
getegid 108 177
getresgid 120 150
getgroups 115 158
getrandom 318 278
uname 63 160
sysinfo 99 179
getrlimit 97 163
getrusage 98 165
futex 202 98
set_robust_list 273 99
get_robust_list 274 100
rseq 334 293
set_tid_address 218 96
exit 60 93
exit_group 231 94
wait4 61 260
sendto 44 206
recvfrom 45 207
shutdown 48 210
getsockopt 55 209
getsockname 51 204
getpeername 52 205
"""

# What is allowed with some arguments only (see `seccomp`), and what our own side calls by number.
_OTHERS = """
open 2 -
openat 257 56
openat2 437 437
ioctl 16 29
fcntl 72 25
prctl 157 167
prlimit64 302 261
kill 62 129
tgkill 234 131
clone 56 220
clone3 435 435
pivot_root 155 41
mount_setattr 442 442
capset 126 91
seccomp 317 277
landlock_create_ruleset 444 444
landlock_add_rule 445 445
landlock_restrict_self 446 446
pidfd_send_signal 424 424
"""


def _table(text: str, column: int) -> dict[str, int]:
    rows = [line.split() for line in text.split("\n") if line]
    return {name: int(numbers[column]) for name, *numbers in rows if numbers[column] != "-"}


def machine() -> str:
    """This kernel's architecture; one without a table has no level above `process`."""
    return os.uname().machine


def free_numbers(architecture: str) -> list[int]:
    """Numbers of the calls that are allowed whatever their arguments, in order."""
    return sorted(_table(_FREE, _COLUMNS[architecture]).values())


def numbers(architecture: str) -> dict[str, int]:
    """Name -> number of every call that is named here. Raises KeyError for an architecture without a table."""
    column = _COLUMNS[architecture]
    return _table(_FREE, column) | _table(_OTHERS, column)
