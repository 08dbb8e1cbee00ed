import type { Exchange } from '../connection';
import type { FoundCalendar } from '../mailboxes/resolvedMailbox';
import type { ResolvedSettings } from '../settings';
import type { NameResolution } from './probes/dns';
import type { Question } from './probes/ews';

/** Found out by the checks so far, for those that come after. */
export interface Facts {
	settings?: ResolvedSettings;
	exchange?: Exchange;
	url?: string;
	resolution?: NameResolution;
	/** This machine's address on the way to the server. */
	localAddress?: string;
	schemes?: string[];
	/** Difference between the server's clock and ours, in milliseconds; positive when the server is ahead. */
	clockSkewMs?: number;
	/** A question that the server answers. */
	question?: Question;
	/** Mailboxes whose calendar could be opened. */
	openedCalendars?: OpenedCalendar[];
	/** Mailboxes that the service account may not act as; the calendar checks leave them out. */
	refusedMailboxes?: string[];
	/** Durations of answers, in milliseconds. */
	latencies?: number[];
	server?: Partial<ServerSummary>;
}

/** A calendar that could be opened, for later checks: all that was read of its folder. */
export interface OpenedCalendar extends FoundCalendar {
	/** Undefined: the service account's own. */
	mailbox?: string;
}

/** The server as the checks have seen it. */
export interface ServerSummary {
	url?: string;
	/** Such as `Exchange Server 2019 CU14`. */
	product?: string;
	/** Such as `15.2.1544.4`. */
	build?: string;
	/** The server's own word, such as `V2017_07_11`. */
	schemaVersion?: string;
	/** The schema that requests use, such as `Exchange2013_SP1`. */
	requestSchema?: string;
	supported?: boolean;
	/** Addresses that the name resolves to. */
	addresses?: string[];
	/** This machine's address as the server's network sees it; the one to put on an allow-list. */
	localAddress?: string;
	/** Sign-in schemes offered, strongest first. */
	authentication?: string[];
	frontEndServer?: string;
	/** Median time of an answer, in milliseconds. */
	latencyMs?: number;
}
