package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.vthread.LateToolProgram;
import dev.baton.vthread.MountNotices;
import dev.baton.vthread.MountNoticesProgram;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An agent makes the JVM tell JVM TI of each mount of a virtual thread; that is switched off where
 * nobody needs it, and on again by the JVM when another agent comes.
 */
class MountNoticesTest {
    @TempDir private Path dir;

    @BeforeEach
    void thisJvmSaysWhereTheyAreSwitched() {
        assumeTrue(MountNotices.isKnown(), "a JVM without symbols, or later than JDK 25");
    }

    @Test
    void anAgentSwitchesThemOnBatonOffAndALaterOneOnAgain() throws Exception {
        assertThat(run("-javaagent:" + agent()))
                .containsExactly(
                        "begins: true", "switched off", "goes on: false", "attached: true", "done");
    }

    @Test
    void withoutAnAgentTheyAreOff() throws Exception {
        assertThat(run()).startsWith("begins: false", "off", "goes on: false");
    }

    @Test
    void aDebuggerKeepsThem() throws Exception {
        String jdwp = "-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y";
        assertThat(run(jdwp)).contains("begins: true", "kept for " + jdwp, "goes on: true", "done");
    }

    @Test
    void theUserKeepsThem() throws Exception {
        assertThat(run("-javaagent:" + agent(), "-Dbaton.mountNotices=keep"))
                .contains("kept", "goes on: true");
    }

    @Test
    void aToolMayComeWhenAThreadIsAtTheEndOfItsStack() throws Exception {
        JavaProcess p = JavaProcess.run(JavaProcess.BATON_FLAGS, LateToolProgram.class);
        assertThat(p.output()).isEqualTo("done\n");
        assertThat(p.exitCode()).isZero();
    }

    @Test
    void whoComesAfterTheFirstVirtualThreadKeepsThem() throws Exception {
        assertThat(lines(List.of("-javaagent:" + agent()), agent().toString(), "other"))
                .contains("kept: virtual threads of the JDK's own run already", "goes on: true");
    }

    private List<String> run(String... flags) throws Exception {
        return lines(List.of(flags), agent().toString());
    }

    private static List<String> lines(List<String> more, String... args) throws Exception {
        List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
        flags.addAll(more);
        flags.addAll(List.of("-Djdk.attach.allowAttachSelf", "-XX:+EnableDynamicAgentLoading"));
        JavaProcess process = JavaProcess.run(flags, MountNoticesProgram.class, args);
        assertThat(process.exitCode()).as(process.output()).isZero();
        return process.output().lines().toList();
    }

    /** A jar with an agent that can come early or late. */
    private Path agent() throws Exception {
        Path jar = dir.resolve("agent.jar");
        if (Files.exists(jar)) {
            return jar;
        }
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        String name = MountNoticesProgram.Agent.class.getName();
        main.putValue("Premain-Class", name);
        main.putValue("Agent-Class", name);
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            entries.finish(); // its class is on the class path
        }
        return jar;
    }
}
