/** An example of {@code dev.baton.os.PollFd}: a server on sockets that system calls make. */
package dev.baton.examples.echo;
