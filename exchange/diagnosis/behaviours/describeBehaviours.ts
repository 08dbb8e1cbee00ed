import type { Exchange } from '../../connection';
import { folderOf } from '../../ews/folderId';
import { responseError } from '../../ews/errors';
import { getFolder } from '../../ews/operations/getFolder';
import { call, type CallTarget } from '../../ews/request';
import { isKnownResponseCode } from '../../ews/responseCodes';
import { describeServer, schemaFor } from '../../ews/versions';
import { abortSignal, assertExchange, assertOptions, callback, mailboxAddress } from '../../inputs';
import { outcomeOf } from '../../outcome';
import { throwIfCancelled } from '../../transport/errors';
import { observations, unseenBehaviours } from './index';
import type { Observation, Place, Seen } from './observation';
import { readSample, type CalendarSample } from './sample';
import { behaviourReport, type BehaviourDescription, type SeenBehaviour } from './report';

export interface DescribeBehavioursOptions {
	/** Owner of the calendar that is looked at; default: the settings' `testMailbox`, else the service account's own. */
	mailbox?: string;
	/** Our clock. */
	now?: () => Date;
	signal?: AbortSignal;
}

/**
 * Finds out by reading alone in which ways a server behaves, as docs/exchange-behaviours.md lists them.
 * Nothing is written, and the result holds nothing private.
 * @throws ExchangeError when the calendar can't be opened, or `signal` aborts
 */
export async function describeBehaviours(
	exchange: Exchange,
	options: DescribeBehavioursOptions = {},
): Promise<BehaviourDescription> {
	assertExchange(exchange);
	assertOptions(options, {
		mailbox: mailboxAddress,
		now: callback('() => new Date()'),
		signal: abortSignal,
	});
	const { signal, now = () => new Date() } = options;
	const place = await openPlace(exchange, options, now());
	const behaviours: SeenBehaviour[] = [];
	for (const observation of observations) {
		throwIfCancelled(signal);
		behaviours.push({ name: observation.name, ...(await look(observation, place)) });
	}
	for (const [reason, names] of unseenBehaviours) {
		for (const name of names) behaviours.push({ name, unseen: reason });
	}
	const version = exchange.serverVersion;
	const server = version && describeServer(version, now());
	const described = {
		...(server && {
			product: [server.product, server.release].filter(Boolean).join(' '),
			build: server.build,
		}),
		schema: schemaFor(exchange.settings.version),
		mailboxAccess: exchange.settings.mailboxAccess,
		behaviours,
	};
	return { ...described, report: behaviourReport(described) };
}

async function openPlace(
	exchange: Exchange,
	{ mailbox: given, signal }: DescribeBehavioursOptions,
	now: Date,
): Promise<Place> {
	const { settings } = exchange;
	const mailbox = given?.trim() || settings.testMailbox || undefined;
	const request = {
		folders: [folderOf(settings, mailbox)],
		properties: ['folder:EffectiveRights'],
	};
	const [opened] = await call(exchange, getFolder, request, { mailbox, signal });
	if (!opened.ok) {
		const { user: serviceAccount, mailboxAccess } = settings;
		const context = { operation: 'GetFolder', mailbox, serviceAccount, mailboxAccess };
		throw responseError(opened.failure, context);
	}
	const { id, effectiveRights: rights } = opened.folder;
	const target: CallTarget = { mailbox, signal, isEnough: ({ code }) => code !== 'throttled' };
	let sample: Promise<CalendarSample> | undefined;
	return {
		exchange,
		mailbox,
		calendar: { id, rights },
		isDelegate: settings.mailboxAccess === 'delegate' && mailbox !== undefined,
		target,
		sample: async () => await (sample ??= readSample(exchange, { id }, target)),
		now,
	};
}

async function look({ look }: Observation, place: Place): Promise<Seen> {
	const outcome = await outcomeOf(look(place), ({ code }) => code === 'cancelled');
	if (outcome.ok) return outcome.value;
	const { code, details } = outcome.error;
	const { responseCode } = details;
	// Any other word is the server's own, and may hold a name.
	const isKnown = responseCode !== undefined && isKnownResponseCode(responseCode);
	return { unseen: 'failed', code: isKnown ? responseCode : code };
}
