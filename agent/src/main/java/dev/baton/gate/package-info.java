/** What of Baton is for all code in the process to call, on the boot loader. */
package dev.baton.gate;
