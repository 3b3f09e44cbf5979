package dev.baton.agent.control;

import java.io.IOException;
import java.util.List;

/** Something that may be asked of the process. */
public interface ControlRequest {
    /**
     * The word that asks for it.
     *
     * @return lower case letters and hyphens
     */
    String name();

    /**
     * Answers. On the platform thread of the connection; several connections may ask at a time. The
     * end of the answer is told by the caller. One that goes on until nobody listens any more ends
     * with the exception of a write.
     *
     * @param arguments what stands after the name
     * @param reply where the answer goes
     * @throws IOException when the one who asked has gone
     * @throws IllegalArgumentException when the arguments make no sense; its message goes to who
     *     asked, and the connection stays
     * @throws InterruptedException when the program interrupts the thread; the connection ends
     */
    void answer(List<String> arguments, ControlReply reply)
            throws IOException, InterruptedException;
}
