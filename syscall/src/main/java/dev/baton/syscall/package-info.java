/**
 * The Linux system call from Java, the way Go's {@code syscall} package has it.
 *
 * <p>{@link dev.baton.syscall.Syscall} is the door: {@code syscall} and {@code syscall6} give the P
 * away around the call, {@code rawSyscall} does not. {@link dev.baton.syscall.Sysno} has the
 * numbers, {@link dev.baton.syscall.Errno} what comes back when the kernel refuses, and {@link
 * dev.baton.syscall.Fcntl} the constants that go in.
 *
 * <p>A result is the kernel's own, undecoded: −4095..−1 is an errno, everything else is what the
 * call returns. Nothing in this package allocates on the way in or out.
 */
package dev.baton.syscall;
