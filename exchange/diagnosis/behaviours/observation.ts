import type { Exchange } from '../../connection';
import type { EffectiveRights } from '../../ews/operations/getFolder';
import type { CallTarget } from '../../ews/request';
import type { CalendarSample } from './sample';

/**
 * Why a behaviour was not seen. These words are all that is printed of a reason: what a server or a
 * calendar says might name somebody.
 */
export const reasons = {
	writing: 'not seen without writing',
	load: 'not seen: shows only while the server is busy',
	damage: 'not seen: shows only where an item is damaged',
	organization: 'not seen: lists of the organization are not read',
	whileItHappens: 'not seen: shows only while something happens',
	asOwner: 'not seen: the account acts as the owner of the mailbox',
	ownMailbox: 'not seen: the test needs a mailbox of somebody else',
	fewItems: 'not seen: too few items in the calendar',
	manyItems: 'not seen: too many items in the calendar',
	noPrivateItem: 'not seen: no private item is shown',
	noFurtherAddress: 'not seen: the mailbox has one address alone',
	noRules: 'not seen: the server tells no zones to compare with',
	noCase: 'not seen: no subject tells upper from lower case',
	notCut: 'not seen: no list was long enough to be cut',
	noRight: 'not seen: the account may not write there anyway',
	otherWay: 'the server does it in another way than those that are known',
	failed: 'not seen: the question failed',
} as const;

export type Reason = keyof typeof reasons;

/** The value of a behaviour, or those that are left; or why there is none. */
export type Seen =
	| { values: readonly string[] }
	/** `code`: the word of the error, or its ResponseCode where it is one of Exchange's. */
	| { unseen: Reason; code?: string };

export const seen = (...values: string[]): Seen => ({ values });
export const unseen = (unseen: Reason): Seen => ({ unseen });

/** The place of an observation: a connection, and a calendar that could be opened. */
export interface Place {
	exchange: Exchange;
	/** Undefined: the service account's own. */
	mailbox: string | undefined;
	calendar: { id: string; rights?: EffectiveRights };
	/** True when the account uses folder permissions on somebody else's mailbox. */
	isDelegate: boolean;
	/** For `call`: asks once, so that the first answer is the one that is seen. */
	target: CallTarget;
	/** Items of the calendar; read once for all observations. */
	sample(): Promise<CalendarSample>;
	now: Date;
}

/** One behaviour that can be seen by reading alone. */
export interface Observation {
	/** As in docs/exchange-behaviours.md. */
	name: string;
	/** @throws ExchangeError when the server fails at the question; the others are asked all the same */
	look(place: Place): Promise<Seen>;
}
