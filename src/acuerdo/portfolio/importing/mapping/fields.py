"""The fields a file may fill, with the header words by which we recognise them in Spanish and English."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from acuerdo.kernel.facts import Words


class ValueKind(StrEnum):
    TEXT = "text"
    AMOUNT = "amount"
    NUMBER = "number"
    DATE = "date"
    BOOL = "bool"
    PHONE = "phone"
    EMAIL = "email"
    IBAN = "iban"
    NATIONAL_ID = "national_id"
    POSTCODE = "postcode"
    CURRENCY = "currency"
    COUNTRY = "country"
    LANGUAGE = "language"
    DEBTOR_KIND = "debtor_kind"
    TIME_ZONE = "time_zone"
    METHOD = "method"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing a row can say. `headers` are folded (no accents, no punctuation), best first."""

    key: str
    kind: ValueKind
    label: Words
    headers: tuple[str, ...] = ()
    required: bool = False
    longest: int = 0

    @property
    def column(self) -> str:
        return self.key.replace(".", "_")


def _field(
    key: str, kind: ValueKind, es: str, en: str, headers: str, *, required: bool = False, longest: int = 0
) -> Field:
    listed = tuple(each.strip() for each in headers.split(",") if each.strip())
    return Field(key, kind, Words(es=es, en=en), listed, required, longest)


T, A, D, B, P = ValueKind.TEXT, ValueKind.AMOUNT, ValueKind.DATE, ValueKind.BOOL, ValueKind.PHONE

DEBT_FIELDS = (
    _field(
        "debtor.reference",
        T,
        "N.º de cliente",
        "Customer number",
        "debtor reference,customer id,customerid,customer number,customer no,customer,client id,cliente id,"
        "id cliente,numero cliente,n cliente,no cliente,num cliente,"
        "codigo cliente,cod cliente,cliente,client,titular id,referencia cliente,referencia deudor,account holder id",
        required=True,
        longest=60,
    ),
    _field(
        "debtor.kind",
        ValueKind.DEBTOR_KIND,
        "Persona o empresa",
        "Person or company",
        "debtor kind,kind,person type,tipo persona,tipo de persona,tipo deudor,tipo cliente,customer type",
    ),
    _field(
        "debtor.name",
        T,
        "Nombre y apellidos o razón social",
        "Full name or company name",
        "debtor name,full name,name,nombre completo,nombre y apellidos,nombre apellidos,razon social,"
        "customer name,nombre cliente,titular,deudor",
        longest=200,
    ),
    _field(
        "debtor.given_name",
        T,
        "Nombre",
        "First name",
        "given name,first name,firstname,nombre,nombre pila,nombre de pila",
        longest=100,
    ),
    _field(
        "debtor.family_name",
        T,
        "Apellidos",
        "Last name",
        "family name,last name,lastname,surname,apellidos,apellido,primer apellido",
        longest=100,
    ),
    _field(
        "debtor.family_name_2",
        T,
        "Segundo apellido",
        "Second last name",
        "second last name,segundo apellido,apellido 2,apellido2",
        longest=100,
    ),
    _field(
        "debtor.national_id",
        ValueKind.NATIONAL_ID,
        "NIF o documento",
        "National id",
        "national id,nif,dni,nie,cif,nif nie,dni nie,nif cif,documento,numero documento,doc,id number,tax id,"
        "vat number,rut,run,cedula,cc,identificacion",
    ),
    _field(
        "debtor.birth_date",
        D,
        "Fecha de nacimiento",
        "Birth date",
        "birth date,birthdate,date of birth,dob,fecha nacimiento,fecha de nacimiento,f nacimiento,nacimiento",
    ),
    _field("debtor.language", ValueKind.LANGUAGE, "Idioma", "Language", "language,lang,idioma,lengua"),
    _field(
        "debtor.phone",
        P,
        "Teléfono",
        "Phone",
        "phone,phone number,telephone,tel,telefono,telefono 1,telefono1,movil,telefono movil,mobile,mobile "
        "phone,cell,celular,tlf,tfno,phone 1,phone1",
    ),
    _field(
        "debtor.phone_2",
        P,
        "Teléfono 2",
        "Second phone",
        "phone 2,phone2,telefono 2,telefono2,telefono fijo,fijo,home phone,landline,other phone,otro telefono",
    ),
    _field(
        "debtor.phone_3",
        P,
        "Teléfono 3",
        "Third phone",
        "phone 3,phone3,telefono 3,telefono3,work phone,telefono trabajo",
    ),
    _field(
        "debtor.email",
        ValueKind.EMAIL,
        "Correo electrónico",
        "E-mail",
        "email,e mail,mail,email address,correo,correo electronico,email 1,direccion correo",
    ),
    _field(
        "debtor.email_2",
        ValueKind.EMAIL,
        "Correo electrónico 2",
        "Second e-mail",
        "email 2,email2,correo 2,other email,otro correo",
    ),
    _field(
        "debtor.street",
        T,
        "Calle y número",
        "Street",
        "street,address,address line 1,direccion,domicilio,calle,direccion postal,via",
        longest=200,
    ),
    _field(
        "debtor.postcode",
        ValueKind.POSTCODE,
        "Código postal",
        "Postcode",
        "postcode,postal code,zip,zip code,zipcode,codigo postal,cod postal,cp",
    ),
    _field("debtor.city", T, "Población", "City", "city,town,poblacion,ciudad,localidad,municipio", longest=80),
    _field("debtor.country", ValueKind.COUNTRY, "País", "Country", "country,country code,pais,cod pais"),
    _field("debtor.region", T, "Comunidad autónoma", "Region", "region,state,comunidad autonoma,ccaa", longest=6),
    _field(
        "debtor.time_zone",
        ValueKind.TIME_ZONE,
        "Zona horaria",
        "Time zone",
        "time zone,timezone,zona horaria,huso horario",
    ),
    _field(
        "debt.reference",
        T,
        "N.º de la deuda",
        "Debt number",
        "debt reference,invoice number,invoicenumber,invoice no,invoice,invoice id,factura,numero factura,n "
        "factura,no factura,num factura,contract number,contract,"
        "numero contrato,contrato,n contrato,no contrato,loan id,account number,account,numero cuenta,"
        "expediente,referencia,reference,debt id,id deuda,operacion",
        required=True,
        longest=60,
    ),
    _field(
        "debt.product",
        T,
        "Producto",
        "Product",
        "product,producto,product name,concepto,description,descripcion",
        longest=80,
    ),
    _field(
        "debt.type",
        T,
        "Tipo de deuda",
        "Kind of debt",
        "debt type,tipo deuda,tipo de deuda,product type,tipo producto",
        longest=30,
    ),
    _field(
        "debt.issued_date",
        D,
        "Fecha de emisión",
        "Issue date",
        "issued date,issue date,invoice date,invoicedate,opened date,fecha emision,fecha factura,fecha "
        "contrato,fecha alta,fecha apertura,start date",
    ),
    _field(
        "debt.due_date",
        D,
        "Vencimiento",
        "Due date",
        "due date,duedate,vencimiento,fecha vencimiento,fecha de vencimiento,f vencimiento,fecha impago,date "
        "due,default date",
        required=True,
    ),
    _field(
        "debt.principal",
        A,
        "Principal",
        "Principal",
        "principal,amount,invoice amount,invoiceamount,importe,importe factura,capital,outstanding,amount "
        "due,deuda,saldo,balance,total,importe pendiente,importe deuda,capital pendiente",
        required=True,
    ),
    _field("debt.interest", A, "Intereses", "Interest", "interest,intereses,interes,accrued interest,intereses demora"),
    _field(
        "debt.fees", A, "Gastos y comisiones", "Costs and fees", "fees,costs,charges,gastos,comisiones,costas,recargos"
    ),
    _field("debt.currency", ValueKind.CURRENCY, "Divisa", "Currency", "currency,currency code,moneda,divisa"),
    _field(
        "debt.iban",
        ValueKind.IBAN,
        "IBAN de cargo",
        "IBAN charged",
        "iban,cuenta iban,bank account,cuenta bancaria,cuenta cargo",
    ),
    _field(
        "debt.disputed",
        B,
        "En disputa",
        "Disputed",
        "disputed,dispute,in dispute,disputa,en disputa,reclamada,reclamado",
    ),
    _field("debt.recalled", B, "Retirada", "Recalled", "recalled,withdrawn,retirada,baja"),
)

PAYMENT_FIELDS = (
    _field(
        "payment.reference",
        T,
        "Referencia del pago",
        "Payment reference",
        "payment reference,payment id,transaction id,reference,referencia,referencia pago,id pago,n "
        "operacion,numero operacion,recibo",
        longest=120,
    ),
    _field(
        "payment.debt_reference",
        T,
        "N.º de la deuda",
        "Debt number",
        "debt reference,invoice number,invoicenumber,invoice,factura,numero factura,contrato,numero contrato,"
        "contract,expediente,debt id,loan id,account number",
        longest=60,
    ),
    _field(
        "payment.debtor_reference",
        T,
        "N.º de cliente",
        "Customer number",
        "debtor reference,customer id,customerid,customer number,customer,id cliente,numero cliente,cliente,"
        "codigo cliente,client id",
        longest=60,
    ),
    _field(
        "payment.amount",
        A,
        "Importe",
        "Amount",
        "amount,payment amount,importe,importe pagado,importe cobrado,paid,pagado,cobrado,total",
        required=True,
    ),
    _field("payment.currency", ValueKind.CURRENCY, "Divisa", "Currency", "currency,moneda,divisa"),
    _field(
        "payment.date",
        D,
        "Fecha del pago",
        "Payment date",
        "payment date,date,paid date,settled date,settleddate,value date,fecha,fecha pago,fecha cobro,fecha "
        "valor,fecha operacion",
        required=True,
    ),
    _field(
        "payment.method",
        ValueKind.METHOD,
        "Forma de pago",
        "Method",
        "method,payment method,forma pago,forma de pago,medio pago,metodo",
    ),
)

_BY_KIND = {"debts": DEBT_FIELDS, "payments": PAYMENT_FIELDS}


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of an import of debts, or of payments."""
    return _BY_KIND[kind]


def field_named(kind: str, key: str) -> Field | None:
    """The field of this key, if there is one."""
    return next((field for field in _BY_KIND[kind] if field.key == key), None)
