"""Short and long forms of given names that are used for each other; one line is one name in many forms."""

_FORMS = """
alexander alex sasha sascha xander aleksandr alexandre alessandro alejandro aleksander alexandr alexandros sandro
alexandra alex sandra sasha alessandra alejandra aleksandra
andrew andy drew andreas andrei andrey andre andrea andrej andrzej anders ondrej andres
anthony tony antonio anton antoine antonin antonius
arthur art artur arturo
barbara barb babs
benjamin ben benny benjamim
bernard bernie bernhard
catherine cathy kate katherine kathryn kathy katie katharina katarina katerina ekaterina katya caterina catalina
charles charlie chuck carl karl carlos carlo chas
christina tina kristina christine chris kristin
christopher chris kristof christoph christophe cristobal kristoffer topher
christian chris kristian cristian
daniel dan danny dani danil daniil
david dave davey davide dawid
deborah deb debbie
dmitry dima dmitri dmitrii dmytro dimitri dmitriy
donald don donny
edward ed eddie ted ned eduard eduardo edouard edvard
elizabeth liz beth betty eliza elisabeth lisa bess libby elisa isabel elisabetta
eugene gene evgeny evgeniy yevgeny evgenii eugen zhenya eugenio
francis frank franz francisco francesco franco francois paco pancho
frederick fred freddy friedrich frederic fritz federico frederik fredrik
gabriel gabe
geoffrey geoff jeffrey jeff
george georg jorge giorgio georges yuri jiri georgios georgi jerzy goran
gerald gerry jerry gerard gerhard gerardo
gregory greg grigory gregor gregorio grzegorz
harold harry hal harald
helen helena elena helene ellen
henry harry hank heinrich henri enrique enrico hendrik henrik henryk heinz
ignacio nacho
ivan vanya
jacob jake jakob jakub jacub
james jim jimmy jamie jaime diego
jennifer jen jenny
jessica jess jessie
johannes hannes hans johann johan
john jack johnny jon jonny juan joao giovanni jean jan johan ian ivan yannis ioannis
jonathan jon john jonny
joseph joe joey josef jose giuseppe pepe josip yosef jozef
joshua josh
judith judy
kenneth ken kenny
konstantin kostya constantin costas konstantinos
lawrence larry laurence lars lorenzo laurent lorenz
leonard len leo leonardo leon lenny
luis lou louis ludwig luigi lewis
margaret maggie meg peggy greta margarita marguerite rita margarethe
maria marie mary masha maría mariya mari
mark marc marcus marco marek markus marcos marko
martin marty martino marten martijn
matthew matt mathew matthias mathieu matteo mateo matias matej mateusz matthieu mathias
maximilian max maxim maxime maksim massimo massimiliano
melissa mel
michael mike mick mikey michel michal mikhail miguel mischa misha michele mikael mihail mihai mikhael micha michiel
natalia natasha natalie nataliya natalya
nathaniel nate nathan
nicholas nick nicolas nikolas nico niklas nikolai nikolay nicola niko nikolaus klaus nicky nikita
nicole nicky
oleksandr sasha alex alexander aleksandr
pamela pam
patricia pat patty trish
patrick pat paddy patrik patricio patryk
paul pavel paolo pablo pawel pal pauli
pavel pasha
peter pete petr pierre pedro pietro piotr petter pjotr pyotr petar petros
philip phil philippe felipe filip philipp phillip filippo
rachel rach
raymond ray raimund
rebecca becky becca
richard rich rick dick ricky riccardo ricardo rik
robert bob rob bobby robbie roberto bert
roland rolf
ronald ron ronny ronaldo
rodolfo rudolf rudy rudi
roman romain
samuel sam sammy
samantha sam
sebastian seb basti sebastien bastian
sergey serge sergio sergei serhiy sergii
stanislav stan stas stanislaw
stephen steve steven stefan stephan stephane esteban stefano stepan stephanos
stephanie steph stefanie
susan sue susanne suzanne zuzana susana susanna
terence terry terrence
theodore ted theo teddy theodor fedor fyodor
thomas tom tommy tomas tommaso toms
timothy tim timmy timo timofey
valentin valya
valerie val
victor vic viktor vittorio
vincent vince vinny vicente vincenzo
vladimir vova volodya volodymyr vlad vladimirs
vladislav vlad wladyslaw
walter walt wally gualtiero
william will bill billy willy guillaume wilhelm guillermo willem bil liam wim vilem guglielmo
yuri yury iurii yuriy yurii juri
zachary zach zack zac
abdul abdullah abdallah
mohammed muhammad mohamed mohammad muhammed mehmet mohamad
srinivas srini srinivasan
krishna kris krishnan
venkatesh venkat
subramanian subbu subramaniam
ganesh gani
"""


def _table() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for number, line in enumerate(_FORMS.split("\n")):
        for form in line.split():
            found.setdefault(form, set()).add(number)
    return {form: frozenset(lines) for form, lines in found.items()}


NICKNAMES = _table()
