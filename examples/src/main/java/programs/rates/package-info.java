/** How often a second virtual threads do something, one small thing for each program. */
package programs.rates;
