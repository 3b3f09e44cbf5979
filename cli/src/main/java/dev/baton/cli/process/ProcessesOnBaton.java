package dev.baton.cli.process;

import com.sun.tools.attach.VirtualMachine;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The JVMs of this user that run on Baton. */
public final class ProcessesOnBaton {
    private ProcessesOnBaton() {}

    /**
     * Finds them, without asking any.
     *
     * @return those that have had a virtual thread
     */
    public static List<ProcEntry> find() {
        return VirtualMachine.list().stream()
                .map(jvm -> new ProcEntry(Long.parseLong(jvm.id())))
                .filter(ProcEntry::hasThreadsOfBaton)
                .toList();
    }

    /**
     * Finds the one of those that a process has started, or that process itself.
     *
     * @param started the number of the process
     * @return the first that is found; nothing where there is none, or none yet
     */
    public static Optional<ProcEntry> under(long started) {
        return ProcessHandle.of(started).stream()
                .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
                .map(each -> new ProcEntry(each.pid()))
                .filter(ProcEntry::hasThreadsOfBaton)
                .findFirst();
    }

    /**
     * The one that there is.
     *
     * @return its number
     * @throws ProcessUnavailableException when there is none, or there are several: it lists them
     */
    public static long only() throws ProcessUnavailableException {
        List<ProcEntry> found = find();
        if (found.size() == 1) {
            return found.getFirst().pid();
        }
        throw new ProcessUnavailableException(
                found.isEmpty()
                        ? "no process of yours runs on Baton, or none has had a virtual thread yet"
                        : found.stream()
                                .map(p -> p.pid() + "  " + String.join(" ", p.commandLine()))
                                .map(line ->
                                        line.length() > 100 ? line.substring(0, 99) + "…" : line)
                                .collect(
                                        Collectors.joining(
                                                "\n  ",
                                                "several processes run on Baton; name one:\n  ",
                                                "")));
    }
}
