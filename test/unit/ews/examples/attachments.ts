import type * as operations from '../../../../exchange/ews/operations/attachments';
import { answered, type AnswersOf } from './answers';
import type { RequestsOf } from './requests';

export const listAttachments: RequestsOf<typeof operations.listAttachments> = {
	'of an item': { itemId: 'AAMk' },
};

export const getAttachment: RequestsOf<typeof operations.getAttachment> = {
	'a file': { id: 'QQ==', asMime: false },
	'an item': { id: 'QQ==', asMime: true },
};

export const createAttachment: RequestsOf<typeof operations.createAttachment> = {
	'a file': {
		itemId: 'AAMk',
		name: 'plan <1>.pdf',
		contentType: 'application/pdf',
		isInline: false,
		content: Buffer.from('x'),
	},
	'a picture of the body': {
		itemId: 'AAMk',
		name: 'logo.png',
		contentId: 'logo@enyoi.example',
		isInline: true,
		content: Buffer.from('x'),
	},
};

export const deleteAttachment: RequestsOf<typeof operations.deleteAttachment> = {
	one: { id: 'QQ==' },
};

const attached = (content: string) => `<m:Attachments>${content}</m:Attachments>`;

export const answers: AnswersOf<typeof operations> = {
	listAttachments: {
		'a file, a picture, an item and a link': {
			xml: answered(
				'GetItem',
				'<m:Items><t:CalendarItem><t:ItemId Id="AAMk" ChangeKey="Dw"/><t:Sensitivity>Private</t:Sensitivity><t:Attachments><t:FileAttachment><t:AttachmentId Id="QQ=="/><t:Name>plan.pdf</t:Name><t:ContentType>application/pdf</t:ContentType><t:Size>1053</t:Size><t:LastModifiedTime>2026-11-26T08:00:00Z</t:LastModifiedTime><t:IsInline>false</t:IsInline><t:IsContactPhoto>false</t:IsContactPhoto></t:FileAttachment><t:FileAttachment><t:AttachmentId Id="Qg=="/><t:Name>logo.png</t:Name><t:ContentId>logo@x</t:ContentId><t:IsInline>true</t:IsInline></t:FileAttachment><t:ItemAttachment><t:AttachmentId Id="Qw=="/><t:Name>Agenda</t:Name></t:ItemAttachment><t:ReferenceAttachment><t:AttachmentId Id="RA=="/><t:Name>Sheet</t:Name></t:ReferenceAttachment></t:Attachments><t:CalendarItemType>Single</t:CalendarItemType></t:CalendarItem></m:Items>',
			),
			result: {
				itemId: { id: 'AAMk', changeKey: 'Dw' },
				sensitivity: 'Private',
				calendarItemType: 'Single',
				attachments: [
					{
						element: 'FileAttachment',
						id: 'QQ==',
						name: 'plan.pdf',
						contentType: 'application/pdf',
						size: 1053,
						lastModifiedTime: '2026-11-26T08:00:00Z',
						isInline: false,
					},
					{
						element: 'FileAttachment',
						id: 'Qg==',
						name: 'logo.png',
						contentId: 'logo@x',
						isInline: true,
					},
					{ element: 'ItemAttachment', id: 'Qw==', name: 'Agenda' },
					{ element: 'ReferenceAttachment', id: 'RA==', name: 'Sheet' },
				],
			},
		},
		none: {
			xml: answered(
				'GetItem',
				'<m:Items><t:CalendarItem><t:ItemId Id="AAMk" ChangeKey="Dw"/></t:CalendarItem></m:Items>',
			),
			result: { itemId: { id: 'AAMk', changeKey: 'Dw' }, attachments: [] },
		},
	},
	getAttachment: {
		'a file': {
			xml: answered(
				'GetAttachment',
				attached(
					'<t:FileAttachment><t:AttachmentId Id="QQ=="/><t:Name>a.txt</t:Name><t:Content>SGFs\n bG8=</t:Content></t:FileAttachment>',
				),
			),
			result: {
				element: 'FileAttachment',
				id: 'QQ==',
				name: 'a.txt',
				content: Buffer.from('Hallo'),
			},
		},
		'an item': {
			request: { id: 'QQ==', asMime: true },
			xml: answered(
				'GetAttachment',
				attached(
					'<t:ItemAttachment><t:AttachmentId Id="QQ=="/><t:Name>Agenda</t:Name><t:Message><t:MimeContent CharacterSet="UTF-8">SGFsbG8=</t:MimeContent><t:Subject>Agenda</t:Subject></t:Message></t:ItemAttachment>',
				),
			),
			result: {
				element: 'ItemAttachment',
				id: 'QQ==',
				name: 'Agenda',
				content: Buffer.from('Hallo'),
			},
		},
	},
	createAttachment: {
		'its id': {
			xml: answered(
				'CreateAttachment',
				attached(
					'<t:FileAttachment><t:AttachmentId Id="QQ==" RootItemId="AAMk" RootItemChangeKey="Dw"/></t:FileAttachment>',
				),
			),
			result: 'QQ==',
		},
	},
	deleteAttachment: {
		'the item that it was on': {
			xml: answered('DeleteAttachment', '<m:RootItemId RootItemId="AAMk" RootItemChangeKey="Dw"/>'),
			result: undefined,
		},
	},
};
