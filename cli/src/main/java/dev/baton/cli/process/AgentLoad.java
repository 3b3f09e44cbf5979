package dev.baton.cli.process;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.nio.file.Path;

/** Loads Baton's agent into a JVM that runs. */
public final class AgentLoad {
    /** What the agent says of it there, in a system property. */
    private static final String OUTCOME = "baton.attached";

    private AgentLoad() {}

    /**
     * Has the agent take over.
     *
     * @param pid of the process
     * @param agent its jar, by a name that the process finds it by as well
     * @param options of the agent
     * @throws ProcessUnavailableException when it does not; says why. The process goes on as it did
     */
    public static void into(long pid, Path agent, String options)
            throws ProcessUnavailableException {
        ProcEntry process = new ProcEntry(pid);
        JvmAttach.check(process);
        VirtualMachine jvm;
        try {
            jvm = VirtualMachine.attach(Long.toString(pid));
        } catch (AttachNotSupportedException | IOException e) {
            throw JvmAttach.no(process, "could not attach: " + e.getMessage());
        }
        try {
            jvm.loadAgent(agent.toString(), options);
            String outcome = jvm.getSystemProperties().getProperty(OUTCOME);
            if (!"yes".equals(outcome)) {
                throw JvmAttach.no(process, outcome == null ? "the agent said nothing" : outcome);
            }
        } catch (AgentLoadException | AgentInitializationException e) {
            throw JvmAttach.no(
                    process,
                    "its JVM loads no agent: "
                            + e.getMessage()
                            + " (-XX:+EnableDynamicAgentLoading allows it, and it must find "
                            + agent
                            + ")");
        } catch (ProcessUnavailableException e) {
            throw e;
        } catch (IOException e) {
            throw JvmAttach.no(process, "it did not answer: " + e.getMessage());
        } finally {
            detach(jvm);
        }
    }

    private static void detach(VirtualMachine jvm) {
        try {
            jvm.detach();
        } catch (IOException e) {
            // It has ended.
        }
    }
}
