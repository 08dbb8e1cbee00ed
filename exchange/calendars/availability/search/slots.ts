import type { ShowAs } from '../../../calendar/graphTypes';
import type { Zone } from '../../../calendar/zone';
import type { Interval } from './workingTimes';

export interface BusyTime extends Interval {
	status: ShowAs;
}

/** Somebody who should come, with what is known of their time. */
export interface SlotPerson {
	mailbox: string;
	isRequired: boolean;
	/** False: nothing is known of their time, which makes no slot impossible. */
	isKnown: boolean;
	busy: readonly BusyTime[];
	/** In order, without overlaps; absent: any time of day will do. */
	working?: readonly Interval[];
}

export interface SlotRoom {
	mailbox: string;
	/** Seats; absent where nobody says. */
	capacity?: number;
	busy: readonly BusyTime[];
}

export interface SlotSearch {
	/** Slots lie within. */
	window: Interval;
	/** Milliseconds. */
	duration: number;
	/** Slots begin at multiples of it since midnight, by the clock of `zone`. Milliseconds. */
	step: number;
	zone: Zone;
	/** Times in which everybody is free before and after the slot, working or not. Milliseconds. */
	bufferBefore: number;
	bufferAfter: number;
	people: readonly SlotPerson[];
	/** One of them has to be free, and known to be; absent: no room is needed. */
	rooms?: readonly SlotRoom[];
	/** A tentative meeting keeps nobody away. */
	isTentativeFree: boolean;
	maxProposals: number;
	spread: SlotSpread;
}

/**
 * Proposals that may stand beside each other: any; those that don't overlap; one a day, by the clock of
 * the search's zone.
 */
export type SlotSpread = 'overlapping' | 'separate' | 'oneADay';

export type AbsenceReason = 'outsideWorkingHours' | 'tentative' | 'busy' | 'oof';

export interface Absence {
	mailbox: string;
	isRequired: boolean;
	/** The strongest reason, where there are several. */
	reason: AbsenceReason;
}

export interface ProposedSlot extends Interval {
	missing: Absence[];
	/** Those of whom nothing is known at that time. */
	unknown: string[];
	/** Rooms that are free, the smallest first, those of unknown size last. */
	rooms: string[];
}

export interface FoundProposals {
	/** Slots in which everybody required can come and a room is free, the best first. */
	slots: ProposedSlot[];
	/** Where there is no such slot: those that come nearest, with who is missing. */
	nearest: ProposedSlot[];
}
