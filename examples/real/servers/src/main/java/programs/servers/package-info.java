/**
 * Servers that answer each request with {@value programs.servers.Answer#TEXT}: ordinary programs,
 * in virtual threads or on threads of the OS as their first argument says. Each prints its URL when
 * it can be reached, and ends when its standard input does.
 */
package programs.servers;
