package dev.baton.agent;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes FIFOs, many by one process. */
final class Fifos {
    private Fifos() {}

    static void make(Path... fifos) throws IOException, InterruptedException {
        make(List.of(fifos));
    }

    /** So many in a directory, numbered from 0 on. */
    static List<Path> make(Path dir, String name, int n) throws IOException, InterruptedException {
        List<Path> fifos = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            fifos.add(dir.resolve(name + i));
        }
        make(fifos);
        return fifos;
    }

    private static void make(List<Path> fifos) throws IOException, InterruptedException {
        if (fifos.isEmpty()) {
            return; // mkfifo takes one at least
        }
        List<String> command = new ArrayList<>(List.of("mkfifo"));
        for (Path fifo : fifos) {
            command.add(fifo.toString());
        }
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException(command + " ended with " + status);
        }
    }
}
