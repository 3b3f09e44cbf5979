package dev.baton.agent.control;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import dev.baton.vthread.AttachProperties;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Supplier;

/**
 * How a {@code ./baton} comes to ask this process. Nothing listens here. Who asks listens, at a
 * socket in a directory of its own, and then reads the JVM's agent properties by the JDK's attach
 * mechanism, which lets nobody in but the process's user and root. That reading is what makes this
 * process look whether somebody listens, and connect.
 *
 * <p>Not by loading an agent, as tools usually do: with that the JVM begins to tell JVM TI of each
 * mount of a virtual thread, for good, which costs the program more than all that is asked ({@link
 * dev.baton.vthread.MountNotices}); and it warns of it.
 */
public final class ControlDoor implements Runnable {
    /** What the name of such a directory begins with; this process's number and a hyphen follow. */
    private static final String PLACE = "baton-ask-";

    /** In the directory. */
    private static final String SOCKET = "socket";

    /** Where the JVM's attach mechanism has its own, whatever {@code java.io.tmpdir} says. */
    private static final Path PARENT = Path.of("/tmp");

    private static final int FOR_THE_OWNER_ALONE = 0700;
    private static final int PERMISSIONS = 07777;

    private final Supplier<ControlRequests> allowed;

    /** Null until somebody asks. Only the JVM's thread for tools. */
    private ControlRequests requests;

    private ControlDoor(Supplier<ControlRequests> allowed) {
        this.allowed = allowed;
    }

    /**
     * Lets in who may attach, from now on.
     *
     * @param requests what they may ask; called when the first comes
     * @param version of Baton, as they read it
     * @param mode what Baton does to this process, in a word
     */
    public static void open(Supplier<ControlRequests> requests, String version, String mode) {
        Properties told = new Properties();
        told.setProperty("baton.version", version);
        told.setProperty("baton.mode", mode);
        AttachProperties.tell(told, new ControlDoor(requests));
    }

    /** Connects to all who listen. By the JVM's thread for tools, which is to be left unharmed. */
    @Override
    public void run() {
        String prefix = PLACE + ProcessHandle.current().pid() + "-*";
        try (DirectoryStream<Path> places = Files.newDirectoryStream(PARENT, prefix)) {
            for (Path place : places) {
                if (isForUs(place)) {
                    if (requests == null) {
                        requests = allowed.get();
                    }
                    ControlChannel.open(place.resolve(SOCKET), requests);
                }
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            // Who asked has gone, or will say that nobody came.
        }
    }

    /** Whether nobody but this process's user, or root, can have made it. */
    private static boolean isForUs(Path place) throws IOException {
        Map<String, Object> there = Files.readAttributes(place, "unix:uid,mode", NOFOLLOW_LINKS);
        int mode = (int) there.get("mode");
        Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        return Files.isDirectory(place, NOFOLLOW_LINKS)
                && (mode & PERMISSIONS) == FOR_THE_OWNER_ALONE
                && there.get("uid").equals(self);
    }
}
