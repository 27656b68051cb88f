"""What a worker gives up before it reads a student's first line.

::

    enclosure       the three levels, each as a list of steps
    namespaces      other processes, the network and the mounts of the machine are not there
    root, view      a root of its own; what is in it, and what can be imported
    landlock        which files may be touched
    seccomp         which system calls may be made (`syscalls` has their numbers)
    credentials     who the process is, without privileges
    rlimits         how much of the machine it may use
    probe           does a level hold here? `attempts` tries what must fail
    libc            the C library
"""

LEVELS = ("process", "landlock", "namespaces")  # each is stronger than the one before
