package dev.baton.cli.real;

import java.nio.file.Path;
import java.util.List;

/** What a program's virtual threads run on. Nothing else differs. */
public enum Side {
    /** The JDK's own scheduler. */
    PLAIN("plain"),
    /** Baton, as {@code baton run} puts it under the program. */
    BATON("Baton");

    private final String title;

    Side(String title) {
        this.title = title;
    }

    /** {@return its name for a person} */
    public String title() {
        return title;
    }

    /** The JVM's options for so many carriers or Ps. */
    List<String> jvmOptions(int procs, Path agentJar) {
        return switch (this) {
            case PLAIN -> List.of("-Djdk.virtualThreadScheduler.parallelism=" + procs);
            case BATON -> List.of("-javaagent:" + agentJar + "=strict=true,procs=" + procs);
        };
    }
}
