import type { CallDescription, FaultSource, FiringFault } from '../contracts';
import type { Fault } from './fault';
import { taking } from './http';

export interface FaultRule {
	fault: Fault;
	/** Address of the mailbox that is acted on; absent: any. */
	mailbox?: string;
	/** `GetItem`, …; absent: any. */
	operation?: string | string[];
	/** How often it fires; absent: until it is removed. */
	count?: number;
	/** So many matching calls pass before it fires for the first time. */
	after?: number;
	/** `connection`: before sign-in, for every request whatever it says. Default: `call`. */
	stage?: 'connection' | 'call';
}

/** A rule in force. */
export interface ActiveFault {
	/** How often it has fired. */
	readonly fired: number;
	remove(): void;
}

export interface FiredFault {
	name: string;
	call: CallDescription;
}

interface Entry {
	rule: FaultRule;
	seen: number;
	fired: number;
}

/** The faults of a server; the oldest rule that matches fires. */
export class Faults implements FaultSource {
	/** How long every request takes that no rule touches; streams of notifications excepted. */
	latencyMs = 0;
	/** What fired, oldest first. */
	readonly log: FiredFault[] = [];
	private entries: Entry[] = [];

	add(rule: FaultRule): ActiveFault {
		const entry: Entry = { rule, seen: 0, fired: 0 };
		this.entries.push(entry);
		return {
			get fired() {
				return entry.fired;
			},
			remove: () => {
				this.entries = this.entries.filter((other) => other !== entry);
			},
		};
	}

	/** Everything works again. */
	clear(): void {
		this.entries = [];
		this.log.length = 0;
		this.latencyMs = 0;
	}

	next(stage: 'connection' | 'call', call: CallDescription): FiringFault | undefined {
		for (const entry of this.entries) {
			if ((entry.rule.stage ?? 'call') !== stage || !matches(entry.rule, call)) continue;
			entry.seen++;
			if (entry.seen <= (entry.rule.after ?? 0)) continue;
			if (entry.fired >= (entry.rule.count ?? Number.POSITIVE_INFINITY)) continue;
			entry.fired++;
			this.log.push({ name: entry.rule.fault.name, call });
			return firing(entry.rule.fault, call);
		}
		const slow = stage === 'call' && this.latencyMs > 0 && call.operation !== 'GetStreamingEvents';
		return slow ? firing(taking(this.latencyMs), call) : undefined;
	}
}

function matches({ mailbox, operation }: FaultRule, call: CallDescription): boolean {
	if (mailbox !== undefined && mailbox.toLowerCase() !== call.mailbox) return false;
	return operation === undefined || [operation].flat().includes(call.operation);
}

function firing(fault: Fault, call: CallDescription): FiringFault {
	const indexes = new Map<string, number>();
	return {
		...(fault.respond && {
			respond: (exchange, answer) => fault.respond!(exchange, answer, call),
		}),
		...(fault.batchStop && { batchStop: fault.batchStop }),
		itemFault: (itemId) => {
			if (!indexes.has(itemId)) indexes.set(itemId, indexes.size);
			return fault.itemError?.(itemId, indexes.get(itemId)!);
		},
	};
}
