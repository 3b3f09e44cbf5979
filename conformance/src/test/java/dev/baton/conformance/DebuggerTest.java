package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jdi.IncompatibleThreadStateException;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.Method;
import com.sun.jdi.StackFrame;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.ThreadDeathEvent;
import com.sun.jdi.event.ThreadStartEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.ThreadDeathRequest;
import com.sun.jdi.request.ThreadStartRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A debugger, attached to the JDK's own debug agent, at virtual threads. */
@OnVirtualThreads
class DebuggerTest {
    @TempDir private static Path dir;

    private static Process process;
    private static BufferedReader output;
    private static VirtualMachine vm;

    @BeforeAll
    static void attachToTheProgram() throws Exception {
        Path fifo = Fifos.make(dir.resolve("fifo"));
        Path closed = Fifos.make(dir.resolve("closed"));
        DebuggedJvm jvm = DebuggedJvm.start(Debuggee.class, fifo.toString(), closed.toString());
        process = jvm.process();
        output = jvm.output();
        vm = jvm.vm();
    }

    @AfterAll
    static void leave() throws Exception {
        try {
            vm.dispose();
            process.getOutputStream().close();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void tell(String word) throws IOException {
        ask(word);
        assertThat(output.readLine()).isEqualTo("done");
    }

    private static void ask(String word) throws IOException {
        process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    private static ThreadReference thread(String name) {
        return vm.allThreads().stream()
                .filter(thread -> thread.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> methods(ThreadReference thread)
            throws IncompatibleThreadStateException {
        List<String> methods = new ArrayList<>();
        for (StackFrame frame : thread.frames()) {
            methods.add(frame.location().method().name());
        }
        return methods;
    }

    @Test
    @Says(
            of = VirtualMachine.class,
            value =
                    "The target VM may not return any references to virtual threads, or it may be"
                            + " configured to return a reference to some or all virtual threads.")
    void virtualThreadsAreListedWhenTheAgentIsToldSo() throws Exception {
        tell("park");
        assertThat(thread("parked").isVirtual()).isTrue();
        tell("end");
        assertThat(vm.allThreads()).extracting(ThreadReference::name).doesNotContain("parked");
    }

    @Test
    @Says(of = ThreadReference.class, value = "Suspends this thread.")
    void aParkedThreadShowsItsFramesWhileItIsSuspended() throws Exception {
        tell("park");
        ThreadReference parked = thread("parked");
        assertThat(parked.status()).isEqualTo(ThreadReference.THREAD_STATUS_WAIT);
        parked.suspend();
        assertThat(parked.isSuspended()).isTrue();
        assertThat(methods(parked)).contains("park", "parkHere");
        parked.resume();
        assertThat(parked.isSuspended()).isFalse();
        tell("end");
    }

    @Test
    @Says(of = ThreadReference.class, value = "Suspends this thread.")
    void aThreadThatComputesShowsItsFramesWhileItIsSuspended() throws Exception {
        tell("compute");
        ThreadReference computes = thread("computes");
        assertThat(computes.status()).isEqualTo(ThreadReference.THREAD_STATUS_RUNNING);
        computes.suspend();
        assertThat(methods(computes)).contains("computeHere");
        computes.resume();
        tell("end");
    }

    @Test
    @Says(of = ThreadReference.class, value = "Suspends this thread.")
    void aThreadInTheKernelShowsItsFramesWhileItIsSuspended() throws Exception {
        tell("open");
        ThreadReference opens = thread("opens");
        awaitItInTheKernel(opens);
        assertThat(opens.status()).isEqualTo(ThreadReference.THREAD_STATUS_RUNNING);
        opens.suspend();
        assertThat(methods(opens)).startsWith("open0", "open", "<init>").contains("openHere");
        ask("end"); // what it waits for is there, and it is not to go on
        assertThat(methods(opens)).contains("openHere");
        opens.resume();
        assertThat(output.readLine()).isEqualTo("done");
    }

    private static void awaitItInTheKernel(ThreadReference opens) throws Exception {
        boolean there = false;
        while (!there) {
            opens.suspend();
            there = methods(opens).getFirst().equals("open0");
            opens.resume();
        }
    }

    @Test
    @Says(
            of = ThreadReference.class,
            value =
                    "Suspends of both the virtual machine and individual threads are counted."
                        + " Before a thread will run again, it must be resumed (through resume or"
                        + " VirtualMachine.resume) the same number of times it has been suspended.")
    void suspendsAreCounted() throws Exception {
        tell("park");
        ThreadReference parked = thread("parked");
        parked.suspend();
        vm.suspend();
        assertThat(parked.suspendCount()).isEqualTo(2);
        vm.resume();
        ask("end");
        assertThat(parked.suspendCount()).isEqualTo(1);
        assertThat(methods(parked)).contains("parkHere");
        parked.resume();
        assertThat(output.readLine()).isEqualTo("done");
    }

    @Test
    @Says(of = VirtualMachine.class, value = "All threads currently running will be suspended.")
    void theWholeMachineIsSuspendedAndGoesOn() throws Exception {
        tell("compute");
        ThreadReference computes = thread("computes");
        for (int i = 0; i < 10; i++) {
            vm.suspend();
            assertThat(vm.allThreads()).allMatch(ThreadReference::isSuspended);
            assertThat(methods(computes)).contains("computeHere");
            vm.resume();
        }
        tell("end");
    }

    @Test
    @Says(
            of = ThreadReference.class,
            value =
                    "The thread must be suspended (normally through an interruption to the VM) to"
                            + " get this information")
    void aThreadThatRunsShowsNoFrames() throws Exception {
        tell("compute");
        assertThatThrownBy(thread("computes")::frames)
                .isInstanceOf(IncompatibleThreadStateException.class);
        tell("end");
    }

    @Test
    @Says(
            of = ThreadStartRequest.class,
            value = "Request for notification when a thread starts execution in the target VM.")
    void startAndEndOfAVirtualThreadAreNotified() throws Exception {
        ThreadStartRequest starts = vm.eventRequestManager().createThreadStartRequest();
        ThreadDeathRequest ends = vm.eventRequestManager().createThreadDeathRequest();
        for (EventRequest request : List.of(starts, ends)) {
            request.setSuspendPolicy(EventRequest.SUSPEND_NONE);
            request.enable();
        }
        tell("park");
        tell("end");
        List<String> seen = new ArrayList<>();
        while (!seen.contains("end")) {
            for (Event event : vm.eventQueue().remove()) {
                if (event instanceof ThreadStartEvent start
                        && start.thread().name().equals("parked")) {
                    seen.add("start");
                } else if (event instanceof ThreadDeathEvent end
                        && end.thread().name().equals("parked")) {
                    seen.add("end");
                }
            }
        }
        starts.disable();
        ends.disable();
        assertThat(seen).containsExactly("start", "end");
    }

    @Test
    @Says(
            of = BreakpointRequest.class,
            value = "Identifies a Location in the target VM at which execution should be stopped.")
    void aBreakpointStopsAThreadAfterItHasRead() throws Exception {
        Method endsHere =
                vm.classesByName(Debuggee.class.getName())
                        .getFirst()
                        .methodsByName("endsHere")
                        .getFirst();
        BreakpointRequest request =
                vm.eventRequestManager().createBreakpointRequest(endsHere.location());
        request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
        request.enable();
        tell("read");
        ask("end");
        BreakpointEvent hit = nextBreakpoint();
        ThreadReference reads = hit.thread();
        assertThat(reads.isVirtual()).isTrue();
        assertThat(reads.isAtBreakpoint()).isTrue();
        assertThat(methods(reads)).startsWith("endsHere", "readHere");
        IntegerValue one = (IntegerValue) reads.frame(0).getArgumentValues().getFirst();
        assertThat(one.value()).isEqualTo(1);
        request.disable();
        reads.resume();
        assertThat(output.readLine()).isEqualTo("done");
    }

    private static BreakpointEvent nextBreakpoint() throws InterruptedException {
        while (true) {
            EventSet events = vm.eventQueue().remove();
            for (Event event : events) {
                if (event instanceof BreakpointEvent hit) {
                    return hit;
                }
            }
        }
    }
}
