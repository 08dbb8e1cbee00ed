import { instantText, localText } from '../../calendar/civil';
import { timeZones } from '../../calendar/timeZone';
import type { Zone } from '../../calendar/zone';
import type { Exchange } from '../../connection';
import {
	getUserOofSettings,
	type OofAudience,
	type OofState,
} from '../../ews/operations/userOofSettings';
import { call } from '../../ews/request';
import {
	abortSignal,
	anyText,
	assertExchange,
	assertOptions,
	mailboxAddress,
	type Allowed,
} from '../../inputs';
import { throwIfCancelled } from '../../transport/errors';
import { zoneNamed } from '../availability/options';
import { textOf } from '../htmlText';
import { allowed } from './errors';
import type {
	ExternalAudience,
	GetOutOfOfficeOptions,
	OutOfOffice,
	OutOfOfficeStatus,
} from './outOfOffice';

/** Graph's names and those of EWS. */
export const statuses: Record<OutOfOfficeStatus, OofState> = {
	disabled: 'Disabled',
	alwaysEnabled: 'Enabled',
	scheduled: 'Scheduled',
};
export const audiences: Record<ExternalAudience, OofAudience> = {
	none: 'None',
	contactsOnly: 'Known',
	all: 'All',
};

export const mailboxOptions: Readonly<Record<string, Allowed>> = {
	mailbox: mailboxAddress,
	timeZone: anyText('Europe/Berlin'),
	signal: abortSignal,
};

export type Replies =
	ReturnType<(typeof getUserOofSettings)['response']> extends { result(): infer T } ? T : never;

/**
 * Reads the automatic replies of a mailbox. Exchange shows them to the owner alone, so that other
 * mailboxes need impersonation.
 * @throws InvalidInput naming the option; AutomaticRepliesDenied without the right; ExchangeError as the
 * server answers
 */
export async function getOutOfOffice(
	exchange: Exchange,
	options: GetOutOfOfficeOptions,
): Promise<OutOfOffice> {
	assertExchange(exchange);
	assertOptions(options, mailboxOptions, ['mailbox']);
	throwIfCancelled(options.signal);
	const zone = zoneNamed(options.timeZone, timeZones());
	return shown(await readReplies(exchange, options), options.mailbox, zone);
}

export async function readReplies(
	exchange: Exchange,
	{ mailbox, signal }: GetOutOfOfficeOptions,
): Promise<Replies> {
	return await allowed(
		exchange,
		mailbox,
		call(exchange, getUserOofSettings, { mailbox }, { mailbox, signal }),
	);
}

export function shown(
	{ state, externalAudience, allowedAudience, start, end, ...replies }: Replies,
	mailbox: string,
	zone: Zone,
): OutOfOffice {
	const { internalReply, externalReply } = replies;
	return {
		mailbox,
		status: nameOf(statuses, state),
		externalAudience: nameOf(audiences, externalAudience),
		...(allowedAudience && { allowedExternalAudience: nameOf(audiences, allowedAudience) }),
		...(start !== undefined &&
			end !== undefined && {
				scheduledStartDateTime: { dateTime: localText(zone.toLocal(start)), timeZone: zone.id },
				scheduledEndDateTime: { dateTime: localText(zone.toLocal(end)), timeZone: zone.id },
				startUtc: instantText(start),
				endUtc: instantText(end),
			}),
		internalReplyMessage: internalReply.message,
		externalReplyMessage: externalReply.message,
		internalReplyText: textOf(internalReply.message),
		externalReplyText: textOf(externalReply.message),
	};
}

function nameOf<Name extends string>(names: Record<Name, string>, value: string): Name {
	return (Object.keys(names) as Name[]).find((name) => names[name] === value) as Name;
}
