/**
 * The Linux system call from Java, the way Go's {@code syscall} package has it.
 *
 * <p>{@link dev.baton.syscall.Syscall} is the door: {@code syscall} and {@code syscall6} give the P
 * away around the call, {@code rawSyscall} does not. {@link dev.baton.syscall.Sysno} has the
 * numbers, {@link dev.baton.syscall.Errno} what comes back when the kernel refuses, and {@link
 * dev.baton.syscall.Fcntl} the constants that go in.
 *
 * <p>Typed calls are by subject: files in {@link dev.baton.syscall.Syscall}, {@link
 * dev.baton.syscall.Vectors} and {@link dev.baton.syscall.Xattrs}; other descriptors in {@link
 * dev.baton.syscall.Fds}, {@link dev.baton.syscall.Epoll} and {@link dev.baton.syscall.IoUring};
 * {@link dev.baton.syscall.Sockets}, {@link dev.baton.syscall.SocketOptions} and {@link
 * dev.baton.syscall.Messages}; {@link dev.baton.syscall.Memory} and {@link
 * dev.baton.syscall.Futex}; {@link dev.baton.syscall.Processes}, {@link
 * dev.baton.syscall.Scheduling}, {@link dev.baton.syscall.Signals} and {@link
 * dev.baton.syscall.Limits}; {@link dev.baton.syscall.Clocks} and {@link
 * dev.baton.syscall.Machine}. Structures of C that a caller writes or reads have classes of their
 * own, with their layout: {@link dev.baton.syscall.Iovec}, {@link dev.baton.syscall.EpollEvent} and
 * others.
 *
 * <p>A result is the kernel's own, undecoded: −4095..−1 is an errno, everything else is what the
 * call returns. Nothing in this package allocates on the way in or out.
 */
package dev.baton.syscall;
