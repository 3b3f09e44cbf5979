/**
 * Files the way Go's {@code os} package has them, for virtual threads that may block in the kernel
 * without keeping a processor.
 *
 * <p>The path of a read, as the article that Baton follows walks through it: {@link
 * dev.baton.os.File#read(byte[])} → {@code Descriptor.read} → {@link
 * dev.baton.syscall.Syscall#read} → {@link
 * dev.baton.syscall.Syscall#syscall6(dev.baton.sched.BlockingSite, int, long, long, long, long,
 * long, long)} → {@link dev.baton.sched.Scheduler#enterSyscall} → the kernel → {@link
 * dev.baton.sched.Scheduler#exitSyscall}.
 */
package dev.baton.os;
