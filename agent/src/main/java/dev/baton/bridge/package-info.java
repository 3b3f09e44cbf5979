/** What of Baton is on the boot loader, for the JDK's changed classes to call. */
package dev.baton.bridge;
