/**
 * Files the way Go's {@code os} package has them, for virtual threads that may block in the kernel
 * without keeping a processor.
 *
 * <p>The path of a read, as the article that Baton follows walks through it: {@link
 * dev.baton.os.File#read(byte[])} → {@code Descriptor.read} → {@link
 * dev.baton.syscall.Syscall#read} → {@link
 * dev.baton.syscall.Syscall#syscall6(dev.baton.BlockingSite, int, long, long, long, long, long,
 * long)} → {@link dev.baton.sched.Scheduler#enterSyscall} → the kernel → {@link
 * dev.baton.sched.Scheduler#exitSyscall}.
 *
 * <table>
 * <caption>What Go has, and what it is here</caption>
 * <tr><th>Go</th><th>here</th></tr>
 * <tr><td>{@code os.Open}, {@code Create}, {@code OpenFile}, {@code NewFile}, {@code File.Read},
 *     {@code Write}, {@code Seek}, {@code Stat}, {@code Sync}, {@code Truncate}, {@code SetDeadline}
 *     …</td><td>{@link dev.baton.os.File}</td></tr>
 * <tr><td>{@code File.ReadAt}, {@code WriteAt}</td><td>{@link dev.baton.os.File#readAt}, {@link
 *     dev.baton.os.File#writeAt}</td></tr>
 * <tr><td>{@code File.ReadFrom}, {@code WriteTo}</td><td>{@link dev.baton.os.File#readFrom}, {@link
 *     dev.baton.os.File#writeTo}</td></tr>
 * <tr><td>{@code File.ReadDir}, {@code os.ReadDir}, {@code fs.DirEntry}</td><td>{@link
 *     dev.baton.os.File#readDir}, {@link dev.baton.os.Os#readDir}, {@link
 *     dev.baton.os.DirEntry}</td></tr>
 * <tr><td>{@code os.Mkdir}, {@code MkdirAll}, {@code Remove}, {@code RemoveAll}, {@code Rename},
 *     {@code Link}, {@code Symlink}, {@code Readlink}, {@code Stat}, {@code Lstat}, {@code Chmod},
 *     {@code Chown}, {@code Chtimes}, {@code Truncate}, {@code SameFile}, {@code ReadFile}, {@code
 *     WriteFile}, {@code CreateTemp}, {@code MkdirTemp}, {@code Pipe}</td><td>{@link
 *     dev.baton.os.Os}</td></tr>
 * <tr><td>{@code os.Root}</td><td>{@link dev.baton.os.Root}</td></tr>
 * <tr><td>{@code internal/filelock}</td><td>{@link dev.baton.os.FileLock}: of parts as well, and by
 *     {@code fcntl}, as other JVMs have them</td></tr>
 * <tr><td>{@code os.Process}</td><td>{@link dev.baton.os.Pidfd}</td></tr>
 * <tr><td>{@code os/exec.Cmd}</td><td>{@link dev.baton.os.Cmd}</td></tr>
 * <tr><td>{@code os.PathError}, {@code LinkError}</td><td>{@link dev.baton.os.PathError}</td></tr>
 * <tr><td>{@code os.ErrNotExist}, {@code errors.Is}, {@code errors.As}</td><td>{@link
 *     dev.baton.os.ErrNotExist} and its like, {@link dev.baton.os.Errors}</td></tr>
 * <tr><td>{@code os.Getenv}, {@code Exit}, {@code Args}, {@code Getwd}, {@code Chdir}</td><td>the
 *     JDK's; a JVM has one working directory, where it was started</td></tr>
 * <tr><td>{@code os.DirFS}, {@code CopyFS}, {@code io/fs}</td><td>{@code java.nio.file}, on {@link
 *     dev.baton.os.nio.BatonFileSystemProvider}'s paths</td></tr>
 * </table>
 */
package dev.baton.os;
