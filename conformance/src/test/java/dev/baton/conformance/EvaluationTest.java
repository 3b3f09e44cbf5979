package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jdi.ClassType;
import com.sun.jdi.IntegerValue;
import com.sun.jdi.Location;
import com.sun.jdi.Method;
import com.sun.jdi.ThreadReference;
import com.sun.jdi.VirtualMachine;
import com.sun.jdi.event.BreakpointEvent;
import com.sun.jdi.event.Event;
import com.sun.jdi.event.EventSet;
import com.sun.jdi.event.StepEvent;
import com.sun.jdi.event.VMStartEvent;
import com.sun.jdi.request.BreakpointRequest;
import com.sun.jdi.request.EventRequest;
import com.sun.jdi.request.StepRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A debugger evaluates methods, and steps, on one virtual thread while all others are suspended.
 */
@OnVirtualThreads
class EvaluationTest {
    private static final int ROUNDS = 60;
    private static final int WALKS = 10;
    private static final int RESULT = 7;
    private static final int EVENT_MS = 20_000;

    private static final String SINGLE_THREADED =
            "The resumption of other threads during the invocation can be prevented by specifying"
                    + " the INVOKE_SINGLE_THREADED bit flag in the options argument";

    @TempDir private Path dir;

    private Process process;
    private VirtualMachine vm;
    private ClassType program;

    @BeforeEach
    void attachToTheProgram() throws Exception {
        DebuggedJvm jvm = DebuggedJvm.start(Evaluated.class, dir.resolve("file").toString());
        process = jvm.process();
        assertThat(jvm.output().readLine()).isEqualTo("ready");
        vm = jvm.vm();
        program = (ClassType) vm.classesByName(Evaluated.class.getName()).getFirst();
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    @Says(of = ClassType.class, value = SINGLE_THREADED)
    void aMethodThatComputesIsEvaluatedWhileAllOthersAreSuspended() throws Exception {
        evaluate("compute");
    }

    @Test
    @Says(of = ClassType.class, value = SINGLE_THREADED)
    void aMethodThatReadsAFileIsEvaluatedWhileAllOthersAreSuspended() throws Exception {
        evaluate("read");
    }

    @Test
    @Says(of = ClassType.class, value = SINGLE_THREADED)
    void aMethodThatUnparksAnotherIsEvaluatedWhileAllOthersAreSuspended() throws Exception {
        evaluate("unpark");
    }

    @Test
    @Says(of = ClassType.class, value = SINGLE_THREADED)
    void aMethodThatTakesLocksIsEvaluatedWhileAllOthersAreSuspended() throws Exception {
        evaluate("lock");
    }

    @Test
    @Says(of = ClassType.class, value = SINGLE_THREADED)
    void aMethodThatParksForATimeIsEvaluatedWhileAllOthersAreSuspended() throws Exception {
        evaluate("parkBriefly");
    }

    @Test
    @Says(
            of = StepRequest.class,
            value = "Request for notification when a step occurs in the target VM.")
    void aStepOverWhatTheSchedulerDoesComesToTheNextLine() throws Exception {
        Method stepsHere = method("stepsHere");
        Set<Integer> all =
                stepsHere.allLineLocations().stream()
                        .map(Location::lineNumber)
                        .collect(Collectors.toCollection(TreeSet::new));
        breakAt(stepsHere, EventRequest.SUSPEND_EVENT_THREAD);
        for (int i = 0; i < WALKS; i++) {
            BreakpointEvent hit = next(BreakpointEvent.class);
            StepRequest request =
                    vm.eventRequestManager()
                            .createStepRequest(
                                    hit.thread(), StepRequest.STEP_LINE, StepRequest.STEP_OVER);
            request.setSuspendPolicy(EventRequest.SUSPEND_EVENT_THREAD);
            request.enable();
            Set<Integer> seen = new TreeSet<>(Set.of(hit.location().lineNumber()));
            hit.thread().resume();
            StepEvent step = next(StepEvent.class);
            while (step.location().method().equals(stepsHere)) {
                seen.add(step.location().lineNumber());
                step.thread().resume();
                step = next(StepEvent.class);
            }
            assertThat(seen).isEqualTo(all);
            vm.eventRequestManager().deleteEventRequest(request);
            step.thread().resume();
        }
    }

    private Method method(String name) {
        return program.methodsByName(name).stream()
                .filter(method -> method.argumentTypeNames().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    private void breakAt(Method method, int policy) {
        BreakpointRequest request =
                vm.eventRequestManager().createBreakpointRequest(method.location());
        request.setSuspendPolicy(policy);
        request.enable();
    }

    /** The next event, which is to be of that type. */
    private <E extends Event> E next(Class<E> type) throws InterruptedException {
        Event event;
        do {
            EventSet events = vm.eventQueue().remove(EVENT_MS);
            assertThat(events).as("an event comes").isNotNull();
            event = events.iterator().next();
        } while (event instanceof VMStartEvent); // comes when we are quick to attach
        return type.cast(event);
    }

    /**
     * On a thread that has stopped at a breakpoint: the others are suspended with it, or a while
     * after it, when the scheduler may have given away what it had.
     */
    private void evaluate(String name) throws Exception {
        Method method = method(name);
        breakAt(method("stopsHere"), EventRequest.SUSPEND_EVENT_THREAD);
        for (int i = 0; i < ROUNDS; i++) {
            ThreadReference thread = next(BreakpointEvent.class).thread();
            for (int pauses = i % 4; pauses > 0; pauses--) {
                Task.pause();
            }
            vm.suspend();
            thread.resume(); // it was suspended twice by now
            Task<Integer> evaluation =
                    Task.callOn(
                            Thread.ofPlatform().daemon(),
                            () ->
                                    ((IntegerValue)
                                                    program.invokeMethod(
                                                            thread,
                                                            method,
                                                            List.of(),
                                                            ClassType.INVOKE_SINGLE_THREADED))
                                            .value());
            assertThat(evaluation.result()).as("round " + i).isEqualTo(RESULT);
            vm.resume();
        }
    }
}
