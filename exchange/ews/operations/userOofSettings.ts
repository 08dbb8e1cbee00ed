import { instantOf, instantText } from '../../calendar/civil';
import { fieldsOf, mapped, record, text } from '../../xml/shapes';
import { assertFilled, element, type Xml } from '../../xml/writer';
import { MalformedResponse } from '../errors';
import type { EwsOperation } from '../operation';
import { messageBeside, onlyMessage, SoapReader, type ResponseMessage } from '../soapResponse';

export type OofState = 'Disabled' | 'Enabled' | 'Scheduled';
export type OofAudience = 'None' | 'Known' | 'All';

interface OofReply {
	/** As it is kept: HTML, unless a program wrote plain text. */
	message: string;
	/** xml:lang of the text. */
	language?: string;
}

export interface OofSettings {
	state: OofState;
	externalAudience: OofAudience;
	/** UTC milliseconds. Servers propose one where nobody chose one, or leave it out. */
	start?: number;
	end?: number;
	internalReply: OofReply;
	externalReply: OofReply;
}

interface OofAnswer extends OofSettings {
	/** The most that the organization allows. */
	allowedAudience?: OofAudience;
}

interface OofTarget {
	mailbox: string;
}

interface SettingsRecord {
	state?: string;
	externalAudience?: string;
	duration?: { start?: string; end?: string };
	internalReply?: Partial<OofReply>;
	externalReply?: Partial<OofReply>;
}

interface Answer {
	settings?: SettingsRecord;
	allowed?: string;
}

const replyField = fieldsOf<Partial<OofReply>>();
const reply = record<Partial<OofReply>>(
	{ 't:Message': replyField('message', text) },
	{ attributes: { 'xml:lang': 'language' } },
);

const settingsField = fieldsOf<SettingsRecord>();
const durationField = fieldsOf<NonNullable<SettingsRecord['duration']>>();
const settings = record<SettingsRecord>({
	't:OofState': settingsField('state', text),
	't:ExternalAudience': settingsField('externalAudience', text),
	't:Duration': settingsField(
		'duration',
		record({
			't:StartTime': durationField('start', text),
			't:EndTime': durationField('end', text),
		}),
	),
	't:InternalReply': settingsField('internalReply', reply),
	't:ExternalReply': settingsField('externalReply', reply),
});

const answerField = fieldsOf<Answer>();
const answers = mapped(
	messageBeside<Answer>({
		't:OofSettings': answerField('settings', settings),
		'm:AllowExternalOof': answerField('allowed', text),
	}),
	(message) => [message],
);

/**
 * Reads the automatic replies of a mailbox.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/getuseroofsettings-operation
 */
export const getUserOofSettings: EwsOperation<OofTarget, OofAnswer> = {
	name: 'GetUserOofSettings',
	repeatable: true,

	request: (target) => element('m:GetUserOofSettingsRequest', [mailboxElement(target)]),

	response: () =>
		new SoapReader('GetUserOofSettings', answers, (found, context) => {
			const { settings: kept, allowed } = onlyMessage(found, context);
			if (!kept) throw new MalformedResponse('automatic replies without their settings');
			const allowedAudience = allowed === undefined ? undefined : audienceOf(allowed);
			return { ...settingsOf(kept), ...(allowedAudience && { allowedAudience }) };
		}),
};

function settingsOf({
	state,
	externalAudience,
	duration,
	internalReply,
	externalReply,
}: SettingsRecord): OofSettings {
	const [start, end] = [instantOf(duration?.start), instantOf(duration?.end)];
	return {
		state: oneOf(['Disabled', 'Enabled', 'Scheduled'], 'OofState', state),
		externalAudience: audienceOf(externalAudience),
		...(start !== undefined && end !== undefined && { start, end }),
		internalReply: { message: '', ...internalReply },
		externalReply: { message: '', ...externalReply },
	};
}

function audienceOf(value: string | undefined): OofAudience {
	return oneOf(['None', 'Known', 'All'], 'ExternalAudience', value);
}

function oneOf<T extends string>(allowed: readonly T[], name: string, value = ''): T {
	const found = allowed.find((one) => one === value.trim());
	if (found !== undefined) return found;
	throw new MalformedResponse(`automatic replies with an ${name} that nobody knows`);
}

/**
 * Replaces the automatic replies of a mailbox, all of them: servers refuse one without both texts.
 * Sent again it sets the same.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/setuseroofsettings-operation
 */
export const setUserOofSettings: EwsOperation<OofTarget & OofSettings, void> = {
	name: 'SetUserOofSettings',
	repeatable: true,

	request: ({ mailbox, state, externalAudience, start, end, internalReply, externalReply }) =>
		element('m:SetUserOofSettingsRequest', [
			mailboxElement({ mailbox }),
			element('t:UserOofSettings', [
				element('t:OofState', state),
				element('t:ExternalAudience', externalAudience),
				start !== undefined &&
					end !== undefined &&
					element('t:Duration', [
						element('t:StartTime', instantText(start)),
						element('t:EndTime', instantText(end)),
					]),
				replyElement('t:InternalReply', internalReply),
				replyElement('t:ExternalReply', externalReply),
			]),
		]),

	response: () =>
		new SoapReader('SetUserOofSettings', answers, (found, context) => {
			if (!isWithoutMessage(found[0])) onlyMessage(found, context);
		}),
};

/** The schema lets a server leave the message out; what failed is told by one. */
function isWithoutMessage({ responseClass, responseCode }: Partial<ResponseMessage>): boolean {
	return responseClass === undefined && responseCode === undefined;
}

function mailboxElement({ mailbox }: OofTarget): Xml {
	assertFilled('mailbox', mailbox);
	return element('t:Mailbox', element('t:Address', mailbox));
}

function replyElement(name: 't:InternalReply' | 't:ExternalReply', reply: OofReply): Xml {
	return element(name, [element('t:Message', reply.message)], { 'xml:lang': reply.language });
}
